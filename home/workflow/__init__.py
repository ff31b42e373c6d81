"""How content goes from a draft to the public: lanes, deadlines and the mails that go with them."""

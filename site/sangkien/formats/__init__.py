"""How dates are typed and shown, where Django's own formats for a language do not suit."""

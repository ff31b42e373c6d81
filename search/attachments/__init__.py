"""The text of attached PDF and DOCX files: read once per file version, in a process of its own, with limits.

| module | what |
|---|---|
| `limits`, `text`, `pdf`, `docx`, `worker` | bytes → pages of text; no Django, they make up the reading process |
| `reading` | starts that process, ends it when it passes a limit |
| `files` | which files of which records the public may read, and the pages that go into the index |
| `extraction`, `receivers` | when a file is read, where its text is kept, whose document changes with it |
"""

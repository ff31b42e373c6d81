"""The pages “Nhập sáng kiến”: a file, its columns, what an import would do, the import itself, and how to undo it."""

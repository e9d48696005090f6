"""Reading: files to pages, pages to text layers, and regions told by their shape."""

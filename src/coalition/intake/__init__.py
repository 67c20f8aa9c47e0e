"""Take the text, and what is told of it, out of the files in which documents come: pages, PDFs, letters."""

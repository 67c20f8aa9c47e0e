"""Questions and what they give: answers, descriptions, exports."""

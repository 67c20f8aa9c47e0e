"""Write a graph in forms of other people's tools, count what each form loses, and read what their tools wrote."""

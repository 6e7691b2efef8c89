"""What things are called: the tree of categories and the words visitors write."""

"""Folders as other systems export them: whose each entry is, and the lists that lie beside them."""

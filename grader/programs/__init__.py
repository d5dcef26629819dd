"""Any program under watch, as it is: without a box, and with a proof if it can never end."""

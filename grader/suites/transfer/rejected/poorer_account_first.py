"""Misconception: balances give the locks an order. They change while somebody waits for the first lock."""


def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].lock:
            return accounts[src].balance >= amount
    first, second = sorted((src, dst), key=lambda index: (accounts[index].balance, index))
    with accounts[first].lock, accounts[second].lock:
        if accounts[src].balance < amount:
            return False
        accounts[src].balance -= amount
        accounts[dst].balance += amount
        return True

"""Makes ids of all kinds."""

import random
import secrets
import uuid
from multiprocessing import Pool


def asked():
    for make in (uuid.uuid1, uuid.uuid4, uuid.getnode, lambda: uuid.uuid3(uuid.NAMESPACE_DNS, "x")):
        make()
    secrets.token_hex()
    random.SystemRandom().random()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found

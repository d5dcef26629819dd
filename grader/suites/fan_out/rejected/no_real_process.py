"""Wrong: calls task itself."""

def fan_out(n, task):
    codes = []
    for number in range(n):
        try:
            codes.append(task(number))
        except Exception:
            codes.append(1)
    return codes

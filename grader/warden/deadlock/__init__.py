"""What every thread waits for, who could end the wait, and the proof that nobody ever will."""

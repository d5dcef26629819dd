"""One page that shows a graded answer: fork tree, timeline, waits and source, event by event."""

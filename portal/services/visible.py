"""What of all resources a visitor may see, as SQL of a resource `r`."""

NOT_OVER = "(r.kind <> 'event' OR EXISTS (SELECT FROM event_date e WHERE e.resource_id = r.id AND e.ends_on >= :today))"

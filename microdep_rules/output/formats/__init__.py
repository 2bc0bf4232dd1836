"""What a check established, in the formats that other programs read; imported when one is asked for."""

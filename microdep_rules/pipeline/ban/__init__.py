"""Pack that bans the companies of a spreadsheet."""

"""An independent reading of Regulation (EU) 2024/1252 on critical raw materials."""

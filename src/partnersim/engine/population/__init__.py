"""Who lives in a place at the start, and how households live there while no partner is at work.

``settle`` (settling) lets an economy come to rest; ``Populations`` keeps what was settled; ``draw_sample`` (sampling)
says which rows a run has; ``fill`` (filling) gives each row a settled household; ``Village`` and ``live_month``
(village) are households in their hamlets and a month without partners, the same for all of them.
"""

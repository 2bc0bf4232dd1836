# The rules of sourcing.rule and shares.rule in Rego, for the same documents. A missing fact breaks only the two
# rules that require the fact, because an outcome `unknown` of microdep is not a finding here.
package peers

import rego.v1

covered := {"CN", "RU", "IR", "KP"}

controlled_stages := {"separated", "refined", "alloy_melted", "magnetized"}

controlled := {"flight-controller", "electronic-speed-controller", "motor", "camera", "gps-receiver", "radio"}

restricted := {"magnet", "motor", "battery-cell"}

banned := {"red-works-0", "red-works-1", "red-works-2", "red-works-3"}

findings contains ["hard-to-get", c.id] if {
	some c in input.components
	c.origin == "CN"
	c.restriction_index > 0.8
}

findings contains ["magnet-stage", c.id] if {
	some c in input.components
	c["function"] == "magnet"
	some s in c.stages
	s.stage in controlled_stages
	s.country in covered
}

findings contains ["controlled-function", c.id] if {
	some c in input.components
	c["function"] in controlled
	c.origin in covered
}

findings contains ["banned-supplier", c.id] if {
	some c in input.components
	c.supplier in banned
}

findings contains ["no-origin", c.id] if {
	some c in input.components
	not c.origin
}

findings contains ["no-stage", c.id] if {
	some c in input.components
	c["function"] in restricted
	not c.stages
}

# Groups in the form that the OPA manual recommends: closed comprehensions, which OPA indexes.
functions := {c["function"] | some c in input.components}

pairs := {[c["function"], c.origin] | some c in input.components}

cost_of_function := {f: sum(costs) |
	some f in functions
	costs := [cost | some c in input.components; c["function"] == f; cost := c.unit_cost.amount * c.quantity]
}

cost_of_pair := {pair: sum(costs) |
	some pair in pairs
	costs := [cost | some c in input.components; [c["function"], c.origin] == pair; cost := c.unit_cost.amount * c.quantity]
}

shares contains ["one-source", "product"] if {
	some [f, origin], cost in cost_of_pair
	origin != "US"
	cost / cost_of_function[f] > 0.5
}

shares contains ["domestic-share", "product"] if {
	domestic := [cost | some c in input.components; c.origin == "US"; cost := c.unit_cost.amount * c.quantity]
	total := [cost | some c in input.components; cost := c.unit_cost.amount * c.quantity]
	sum(domestic) / sum(total) < 0.65
}

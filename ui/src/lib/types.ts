// The shapes that the server speaks. Names are those of the interface under /api.

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'none' | `risk${1 | 2 | 3 | 4 | 5}`;
export interface Choice { id: string; label: string; tone?: Tone }
export interface Ref { id: string; key: string; entity: string; title: string }

export type FieldType =
  | 'text' | 'prose' | 'integer' | 'bool' | 'choice' | 'date' | 'moment'
  | 'ref' | 'refs' | 'any' | 'json' | 'blob' | 'tags';

export interface Field {
  name: string; label: string; about?: string; type: FieldType;
  is_required?: boolean; is_listed?: boolean; is_read_only?: boolean; is_personal?: boolean;
  needs_reason?: boolean; is_part?: boolean; unit?: string | null;
  min?: number | null; max?: number | null; size_max?: number | null;
  choices?: Choice[] | null; refers?: string[] | null;
}
export interface Verb {
  name: string; label: string; from: string[]; to: string | null; permission?: string | null;
  is_decision?: boolean; meaning?: string | null; needs_reason?: boolean;
}
export interface Entity {
  name: string; path: string; command: string; key_prefix: string; module: string;
  title: string; plural: string; about: string; clauses: string[];
  title_field: string | null; parent_field: string | null; is_system?: boolean; may_create?: boolean; is_remark?: boolean;
  fields: Field[]; states: Choice[]; verbs: Verb[];
}
export interface Module { name: string; title: string; part: number; about?: string }
export interface Meta {
  version: string; parts: { number: number; title: string }[]; modules: Module[]; entities: Entity[];
}

export type Value = unknown;
export interface Rec {
  id: string; key: string; entity: string; title: string; revision: number; state: string | null;
  owner: Ref | null; created_at: string; changed_at: string; retired_at: string | null;
  content_hash: string; fields: Record<string, Value>; suspect_links?: number;
}
export interface Page { items: Rec[]; next: string | null; count?: number }
export interface Session {
  account: { id: string; name: string; person: Ref | null };
  csrf: string; must_change_password: boolean; permissions: string[];
  workspace: {
    name: string; is_simulated: boolean; now: string; ledger_size: number; ledger_root: string;
  };
  version: string;
}
export interface Change { field: string; label: string; from: Value; to: Value }
export interface HistoryItem {
  seq: number; at: string; actor: string | Ref; verb: string; revision: number;
  reason: string | null; changes: Change[]; leaf: string;
}
export interface Links {
  outgoing: { field: string; label: string; target: Ref; is_suspect: boolean }[];
  incoming: { entity: string; field: string; label: string; source: Ref; is_suspect: boolean }[];
}
export interface DerivationNode {
  label: string; value: Value; rule: string | null; ref: Ref | null;
  by: string | Ref | null; at: string | null; inputs: DerivationNode[];
}
export interface Decision {
  id: string; key: string; verb: string; meaning: string | null; by: string | Ref; role: string | Ref | null;
  at: string; expires: string | null; covered_hash: string; is_current: boolean; covers_count?: number;
  statement?: string | null; is_imported?: boolean;
}
export interface LedgerEntry {
  seq: number; at: string; actor: string | Ref; verb: string; entity: string; id: string; key?: string;
  ref?: Ref | null; reason: string | null; leaf: string;
}
export interface Ledger { items: LedgerEntry[]; head: { size: number; root: string } }
export interface Finding {
  check: string; severity: 'error' | 'warning' | 'info'; clauses: string[]; ref: Ref | null; sentence: string;
}
export interface Hit { id: string; key: string; entity: string; title: string; state: string | null }

export interface Level { id: string; label: string; value?: number }
export interface Factor { id: string; label: string; levels: Level[] }
export interface Method {
  key: string; title: string; version: string; impact_levels: Level[]; feasibility_levels: Level[];
  matrix: number[][]; approaches: string[]; factors: Factor[]; vectors: Level[];
}
export interface Feasibility { approach: string; level: string; sum: number | null; vector: string | null }
export interface Risk {
  id: string | null; key: string | null; threat: Ref; damage: Ref; category: string; impact: string;
  feasibility: string; value: number; treatment: string | null; cal: string | number | null;
  treatment_state?: string | null; control_scenario?: Ref | null;
}
export type DamageRec = Rec & { impact: Record<string, string | null>; overall: string | null };
export type ThreatRec = Rec & {
  feasibility: Feasibility | null; risk: { value: number } | null; tree: Ref | null; open?: string;
};
export interface Analysis {
  analysis: Rec; item: Ref | null; method: Method; assets: Rec[];
  damage_scenarios: DamageRec[]; threat_scenarios: ThreatRec[];
  risks: Risk[]; residual_risks?: Risk[]; findings: Finding[]; counts: Record<string, number>;
}

export interface Rating {
  id: string | null; key: string | null; revision: number; approach: string;
  factors: Record<string, string> | null; vector: string | null; cvss: string | null;
  rationale: string | null; by?: string | Ref | null; at?: string | null; problem?: string | null;
}
export type Gate = 'leaf' | 'or' | 'and' | 'sand' | 'k_of_n';
export interface TreeNode {
  id: string; key: string; revision: number; title: string; gate: Gate; k: number | null;
  parents: string[]; children: string[]; is_shared: boolean; is_critical: boolean; is_cut?: boolean;
  rating: Rating | null; level: string | null; sum: number | null;
  x: number; y: number; width: number; height: number;
}
export interface Edge { from: string; to: string; points: [number, number][] }
export interface Tree {
  tree: Rec; threat: Ref | null; root: string | null; variant: string; exactness: string;
  value: { level: string | null; sum: number | null; vector: Record<string, string> | null } | null;
  sentence: string; attackers: (Record<string, string> | string)[]; nodes: TreeNode[];
  layout: { width: number; height: number; edges: Edge[] };
}

/** An order of one line, by what became of its units. */
export class ModelOrder {
  readonly units: number;
  allocated = 0;
  pegged = 0;
  shipped = 0;
  cancelled = 0;
  constructor(units: number) {
    this.units = units;
  }
  /** Units that have neither left nor been cancelled. */
  get open(): number {
    return this.units - this.shipped - this.cancelled;
  }
  get waiting(): number {
    return this.open - this.allocated - this.pegged;
  }
  cancel(): void {
    this.cancelled += this.open;
    this.allocated = 0;
    this.pegged = 0;
  }
}

type ModelHold = { units: number; expiresAt: Date };

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** All that one SKU at one node with one supply can be, in a hundred lines without a database. */
export class StockModel {
  onHand: number;
  inbound: number;
  now: Date;
  /** Units at the node that sells nothing. */
  elsewhere = 0;
  private travelling = 0;
  readonly orders: ModelOrder[] = [];
  private readonly holds = new Map<string, ModelHold>();

  constructor(onHand: number, inbound: number, now: Date) {
    this.onHand = onHand;
    this.inbound = inbound;
    this.now = now;
  }

  get allocated(): number {
    return sum(this.orders.map((order) => order.allocated));
  }

  get pegged(): number {
    return sum(this.orders.map((order) => order.pegged));
  }

  get reserved(): number {
    return sum(
      [...this.holds.values()]
        .filter(({ expiresAt }) => expiresAt > this.now)
        .map(({ units }) => units),
    );
  }

  /** Units at the node that no order and no cart has. */
  get free(): number {
    return Math.max(0, this.onHand - this.allocated - this.reserved);
  }

  /** What a new order may have: what those who wait leave of it. */
  get available(): number {
    return this.availableTo(0);
  }

  /** The same for who brings units that it held: those are in nobody's way. */
  private availableTo(own: number): number {
    const waiting = sum(this.orders.map((order) => order.waiting));
    return this.free - Math.min(waiting, Math.max(0, this.free - own));
  }

  private held(cart: string): number {
    const hold = this.holds.get(cart);
    return hold !== undefined && hold.expiresAt > this.now ? hold.units : 0;
  }

  /** An order takes what nobody waits for and what its own cart holds, then what is to come. */
  place(units: number, cart: string | null): void {
    const own = cart === null ? 0 : this.held(cart);
    if (cart !== null) {
      this.holds.delete(cart);
    }
    const order = new ModelOrder(units);
    order.allocated = Math.min(units, this.availableTo(own));
    order.pegged = Math.min(units - order.allocated, this.inbound - this.pegged);
    this.orders.push(order);
  }

  ship(order: ModelOrder): void {
    this.onHand -= order.allocated;
    order.shipped += order.allocated;
    order.allocated = 0;
  }

  shipAway(units: number): void {
    this.onHand -= units;
    this.travelling = units;
  }

  /** Whoever receives looks for those who wait, also where the units came to a node they cannot have. */
  settle(comesBack: boolean): void {
    if (comesBack) {
      this.onHand += this.travelling;
    } else {
      this.elsewhere += this.travelling;
      this.serve();
    }
    this.travelling = 0;
  }

  /** The cart's new wish in the place of the old; false when there is not as much. */
  reserve(cart: string, units: number, expiresAt: Date): boolean {
    const before = this.holds.get(cart);
    const own = this.held(cart);
    this.holds.delete(cart);
    if (this.availableTo(own) < units) {
      if (before !== undefined) {
        this.holds.set(cart, before);
      }
      return false;
    }
    this.holds.set(cart, { units, expiresAt });
    return true;
  }

  /** What is held goes on; what lapsed is taken up again as far as it is free. */
  extend(cart: string, expiresAt: Date): boolean {
    const before = this.holds.get(cart);
    if (before === undefined) {
      return false;
    }
    const own = this.held(cart);
    this.holds.delete(cart);
    const units = Math.min(before.units, this.availableTo(own));
    if (units > 0) {
      this.holds.set(cart, { units, expiresAt });
    }
    return true;
  }

  release(cart: string): void {
    this.holds.delete(cart);
  }

  /** Those who were promised the supply come first, then those who wait, the oldest first. */
  receive(units: number): void {
    this.onHand += units;
    this.inbound -= units;
    let left = units;
    for (const order of this.orders) {
      const served = Math.min(left, order.pegged);
      order.pegged -= served;
      order.allocated += served;
      left -= served;
    }
    this.serve();
  }

  /** What is free goes to who waits, the oldest first; stock overtakes what is only promised. */
  serve(): void {
    for (const order of this.orders) {
      const { waiting } = order;
      const served = Math.min(waiting + order.pegged, this.free);
      order.allocated += served;
      order.pegged -= Math.max(0, served - waiting);
      order.pegged += Math.min(order.waiting, this.inbound - this.pegged);
    }
  }
}

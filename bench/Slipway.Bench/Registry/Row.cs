using System.Collections.Concurrent;

namespace Slipway.Bench.Registry;

/// <summary>One line of the table: a load that every registry gets.</summary>
/// <param name="Connections">Connections that work at once.</param>
/// <param name="Goal">The ratio of throughputs that is wanted at least.</param>
/// <param name="Operation">What a connection of a registry does; pushes note their digests in the bag.</param>
internal sealed record Row(string Name, int Connections, double Goal, Func<RegistryTarget, int, ConcurrentBag<string>, IOperation> Operation);

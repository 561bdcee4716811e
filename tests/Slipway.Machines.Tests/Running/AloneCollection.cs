// Emulated machines share the processors: more at a time only makes each slower.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Slipway.Machines.Tests.Running;

/// <summary>Tests that look at everything there is, such as the names in the data directory, run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

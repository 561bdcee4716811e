namespace Slipway.Images.Tests.Store;

/// <summary>
/// Tests that look at a lease right after its end. A process that another test starts at that moment holds a copy of the descriptor until it
/// executes its program, and the lease with it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

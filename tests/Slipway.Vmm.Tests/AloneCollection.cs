namespace Slipway.Vmm.Tests;

/// <summary>Tests that look at everything this process has running or open: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

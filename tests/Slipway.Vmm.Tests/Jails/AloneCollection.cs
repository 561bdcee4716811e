namespace Slipway.Vmm.Tests.Jails;

/// <summary>Tests that look at everything this process has running: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

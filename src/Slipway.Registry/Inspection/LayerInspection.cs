namespace Slipway.Registry.Inspection;

/// <summary>What is in a layer's blob.</summary>
public abstract record LayerInspection
{
    private LayerInspection()
    {
    }

    /// <summary>A tar within the limits.</summary>
    public sealed record Measured(long UnpackedBytes, long Entries) : LayerInspection;

    /// <summary>Nothing that a host could unpack: an artifact, encrypted, or damaged. Nothing to measure, and no harm: every host refuses it.</summary>
    public sealed record Opaque : LayerInspection;

    /// <summary>It would unpack to more than is allowed; reading stopped there.</summary>
    public sealed record TooLarge(string What, long Limit) : LayerInspection;
}

namespace Slipway.Images;

/// <summary>One who keeps an image from being removed.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Lease">The lease's name; null for other kinds.</param>
public sealed record ImageHolder(ImageHolderKind Kind, LeaseName? Lease = null)
{
    /// <summary>For people: <c>a machine runs from it</c>.</summary>
    public override string ToString() => Kind switch
    {
        ImageHolderKind.Lease => $"lease {Lease} holds it",
        ImageHolderKind.Pull => "it is being pulled",
        _ => "a machine runs from it",
    };
}

namespace Slipway.Images;

/// <summary>Who keeps an image from being removed.</summary>
public enum ImageHolderKind
{
    /// <summary>A machine runs from it, or a program reads it: the kernel's lock, gone with the process.</summary>
    Machine,

    /// <summary>Somebody pulls, converts or removes it right now.</summary>
    Pull,

    /// <summary>A <see cref="NamedLease"/>.</summary>
    Lease,
}

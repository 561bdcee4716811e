namespace Slipway.Oci.Copies;

/// <summary>What happens, or has happened, to one blob of an image that is copied.</summary>
public enum CopyPhase
{
    /// <summary>Its bytes are on their way.</summary>
    Copying,

    /// <summary>Its bytes were copied.</summary>
    Copied,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary>It was there before.</summary>
    Exists,

    /// <summary>A layer that may not be passed on, and that the source does not have: whoever pulls takes it from its <c>urls</c>.</summary>
    LeftOut,
}

namespace Slipway.Images;

/// <summary>What an <see cref="ImageProgress"/> reports.</summary>
public enum ImagePhase
{
    /// <summary>The source is asked which image the name means.</summary>
    Resolving,

    /// <summary>Another process or task pulls the same image or layer; its result will be used.</summary>
    Waiting,

    /// <summary>The layer is already in the store.</summary>
    Exists,

    /// <summary>The layer's bytes arrive.</summary>
    Downloading,

    /// <summary>The layer is in the store, verified.</summary>
    Downloaded,

    /// <summary>Layers become one file system; counted in bytes as stored.</summary>
    Converting,

    /// <summary>The image is ready to run.</summary>
    Done,

    /// <summary>containerd gets the layer, for its first machine of the image.</summary>
    Ingesting,

    /// <summary>containerd unpacks the layer; how far it is, it does not say until it is through.</summary>
    Unpacking,
}

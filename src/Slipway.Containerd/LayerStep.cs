namespace Slipway.Containerd;

/// <summary>What happens to a layer on its way into containerd.</summary>
public enum LayerStep
{
    /// <summary>Its bytes are sent, by this client or another one.</summary>
    Ingesting,

    /// <summary>containerd unpacks it into a snapshot.</summary>
    Unpacking,
}

namespace Slipway.Images;

/// <summary>When a source is asked which image a name means.</summary>
public enum PullPolicy
{
    /// <summary>When the store does not know the name. A source on this machine is always asked: it costs nothing and may have changed.</summary>
    Missing,

    /// <summary>Every time.</summary>
    Always,

    /// <summary>Never: what the store has must do.</summary>
    Never,
}

namespace Slipway.Linux.Files;

/// <summary>Who else may hold a lock at the same time.</summary>
public enum LockMode
{
    /// <summary>Other shared holders.</summary>
    Shared,

    /// <summary>Nobody.</summary>
    Exclusive,
}

namespace Slipway.Filesystems.Tree;

/// <summary>What Linux takes of any filesystem (include/uapi/linux/limits.h).</summary>
internal static class LinuxLimits
{
    /// <summary>NAME_MAX.</summary>
    public const int MaximumNameBytes = 255;

    /// <summary>PATH_MAX without its NUL: the longest target a kernel can follow.</summary>
    public const int MaximumTargetBytes = 4095;
}

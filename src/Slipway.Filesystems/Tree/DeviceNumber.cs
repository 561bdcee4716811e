namespace Slipway.Filesystems.Tree;

/// <summary>A device's number as Linux packs it into 32 bits (include/linux/kdev_t.h, new_encode_dev): 12 bits of major, 20 of minor around it.</summary>
internal static class DeviceNumber
{
    public const uint MaximumMajor = 0xFFF;
    public const uint MaximumMinor = 0xFFFFF;

    public static uint Encode(uint major, uint minor) => (minor & 0xFF) | (major << 8) | ((minor & ~0xFFu) << 12);

    public static (uint Major, uint Minor) Decode(uint number) => ((number >> 8) & MaximumMajor, (number & 0xFF) | ((number >> 12) & 0xFFF00));
}

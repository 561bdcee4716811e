namespace Slipway.Linux.Descriptors;

/// <summary>How a path is opened, and, by <see cref="CloseOnExec"/> and <see cref="NonBlocking"/>, how other descriptors are made (asm-generic/fcntl.h;
/// the members used here have these values on x86-64 and arm64 but <see cref="Directory"/> and
/// <see cref="NoFollow"/>, which are x86-64's).</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    NonBlocking = 0x800,
    Directory = 0x10000,
    NoFollow = 0x20000,
    CloseOnExec = 0x80000,
    PathOnly = 0x200000,
}

namespace Slipway.Linux.Processes;

/// <summary>The system calls that a <see cref="ClonedChild"/> may make, by their numbers on x86-64 (asm/unistd_64.h).</summary>
internal enum ChildCall
{
    SetSignalAction = 13,
    SetSignalMask = 14,
    Duplicate = 33,
    Execute = 59,
    ChangeDirectory = 80,
    SetCreationMask = 95,
    NewSession = 112,
    SetGroups = 116,
    SetUserIds = 117,
    SetGroupIds = 119,
    SetCapabilities = 126,
    PivotRoot = 155,
    ControlProcess = 157,
    Mount = 165,
    Unmount = 166,
    SetHostName = 170,
    Unshare = 272,
    SetResourceLimit = 302,
    SetSystemCallFilter = 317,
    MoveMount = 429,
    CloseRange = 436,
    SetMountAttributes = 442,
}

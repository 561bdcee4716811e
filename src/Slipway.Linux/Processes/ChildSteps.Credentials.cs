using System.Globalization;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <content>The steps by which a child stops being root.</content>
internal sealed unsafe partial class ChildSteps
{
    private const int DropBounding = 24; // PR_CAPBSET_DROP
    private const int KeepCapabilities = 8; // PR_SET_KEEPCAPS
    private const int Ambient = 47; // PR_CAP_AMBIENT
    private const int AmbientRaise = 2; // PR_CAP_AMBIENT_RAISE
    private const int BindService = 10; // CAP_NET_BIND_SERVICE
    private const ulong CapabilityVersion = 0x2008_0522; // _LINUX_CAPABILITY_VERSION_3, and the caller's id 0
    private const int PrivateFiles = 0x3F; // 077
    private const string LastCapability = "/proc/sys/kernel/cap_last_cap";

    /// <summary>It becomes a user and the group of the same number, without other groups and capabilities.</summary>
    /// <param name="opensLowPorts">But for the one that ports below 1024 take.</param>
    public void AddCredentials(uint id, bool opensLowPorts)
    {
        var last = int.Parse(SmallFile.ReadText(LastCapability, 16) ?? "40", CultureInfo.InvariantCulture);
        for (var capability = 0; capability <= last; capability++)
        {
            if (!opensLowPorts || capability != BindService)
                Add(ChildCall.ControlProcess, "PR_CAPBSET_DROP", DropBounding, capability);
        }

        Add(ChildCall.SetCreationMask, "", PrivateFiles);
        Add(ChildCall.SetGroups, "", 0, 0);
        Add(ChildCall.SetGroupIds, $"{id}", (nint)id, (nint)id, (nint)id);
        if (opensLowPorts)
            Add(ChildCall.ControlProcess, "PR_SET_KEEPCAPS", KeepCapabilities, 1);
        Add(ChildCall.SetUserIds, $"{id}", (nint)id, (nint)id, (nint)id);
        if (opensLowPorts)
            AddLowPorts();
    }

    // A capability outlives execve(2) of an ordinary program only as an ambient one, which must be inheritable too (capabilities(7)).
    private void AddLowPorts()
    {
        const uint Only = 1 << BindService;
        const ulong Both = Only | ((ulong)Only << 32);
        Add(ChildCall.SetCapabilities, "", Words(CapabilityVersion), Words(Both, Only, 0)); // effective, permitted, inheritable; and their high words
        Add(ChildCall.ControlProcess, "PR_CAP_AMBIENT", Ambient, AmbientRaise, BindService, 0, 0);
    }
}

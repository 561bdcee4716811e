using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;

namespace Slipway.Vmm.Firecracker;

/// <summary>Where a Firecracker is started and has its sockets. The owner disposes it, after Firecracker has ended.</summary>
internal interface IFirecrackerPlace : IDisposable
{
    /// <summary>How it is started here.</summary>
    /// <param name="arguments">Firecracker's.</param>
    /// <param name="files">What it finds at <see cref="FirecrackerDescriptors.PathOf"/> from <see cref="FirecrackerDescriptors.Log"/> on. They stay the caller's.</param>
    OwnedChildConfig Describe(FirecrackerPlan plan, IReadOnlyList<string> arguments, IReadOnlyList<SafeFileHandle> files);

    /// <summary>A path of a name in it that is short enough for a socket; valid until it is disposed.</summary>
    string AddressOf(string name);

    /// <summary>Lets Firecracker use a name that was made from here.</summary>
    void Admit(string name);

    /// <summary>Removes it with all names in it; what is open stays open.</summary>
    void Remove();
}

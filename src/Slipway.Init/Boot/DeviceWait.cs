using Slipway.Contracts.GuestLink;
using Slipway.Linux.Events;
using Slipway.Linux.Netlink;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>Waits for devices, by the kernel's own word, never by looking again and again.</summary>
internal static class DeviceWait
{
    /// <summary>Longer than any driver here needs to find its device, shorter than a person's patience.</summary>
    private const int LimitMilliseconds = 10_000;

    /// <param name="path">In /dev or /sys.</param>
    /// <exception cref="GuestFaultException">It did not appear in time.</exception>
    public static void Until(string path) => Until(() => Exists(path), $"device {path} did not appear within {LimitMilliseconds / 1000} s; was it attached?");

    /// <summary>Waits until something is so of which the kernel tells by an event of a device; it is looked at after each.</summary>
    /// <param name="otherwise">What is said when it does not become so in time.</param>
    /// <exception cref="GuestFaultException">It did not.</exception>
    public static void Until(Func<bool> isSo, string otherwise)
    {
        if (isSo())
            return;
        using var events = new DeviceEvents();
        using var poll = new EventPoll();
        poll.Add(events.Descriptor, PollEvents.Readable, 0);
        List<(long, PollEvents)> ready = [];
        while (!isSo())
        {
            ready.Clear();
            poll.Wait(ready, LimitMilliseconds);
            if (ready.Count == 0)
                throw new GuestFaultException(GuestErrorCode.Device, otherwise);
            while (events.Take() is not null)
            {
            }
        }
    }

    private static bool Exists(string path) => PathStatus.TryRead(path, followLink: true, out _) is not null;
}

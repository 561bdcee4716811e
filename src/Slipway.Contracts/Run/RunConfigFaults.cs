using System.Net;
using System.Net.Sockets;
using Slipway.Contracts.GuestLink;

namespace Slipway.Contracts.Run;

/// <summary>The rules a <see cref="RunConfig"/> must keep beyond its JSON shape. Every fault is reported, not only the first.</summary>
public static class RunConfigFaults
{
    /// <summary>Linux' HOST_NAME_MAX.</summary>
    public const int MaxHostnameLength = 64;

    /// <summary>More lower devices than virtio-mmio transports exist cannot be attached (QEMU microvm: 24).</summary>
    public const int MaxLowerDevices = 128;

    /// <summary>Finds what is wrong, in the order of the members; empty when nothing is.</summary>
    public static IReadOnlyList<string> Find(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        List<string> faults = [];
        FindNulls(config, faults);
        if (faults.Count > 0)
            return faults;
        FindNameFaults(config, faults);
        FindDeviceFaults(config, faults);
        FindProcessFaults(config, faults);
        FindNetworkFaults(config.IPConfigs, config.Mtu, faults);
        foreach (var server in config.EtcResolv?.Nameservers ?? [])
            Require(IPAddress.TryParse(server, out _), $"EtcResolv.Nameservers: '{server}' is no address", faults);
        foreach (var line in (config.EtcResolv?.Search ?? []).Concat(config.EtcResolv?.Options ?? []))
            Require(IsOneLine(line), "EtcResolv: a search domain or an option has a line break", faults);
        foreach (var host in config.EtcHosts ?? [])
        {
            Require(IPAddress.TryParse(host.IP, out _), $"EtcHosts: '{host.IP}' is no address", faults);
            Require(IsOneLine(host.Host) && host.Host.Length > 0, $"EtcHosts: '{host.Host}' is no host name", faults);
            Require(host.Desc is null || IsOneLine(host.Desc), $"EtcHosts: the description of '{host.Host}' has a line break", faults);
        }

        return faults;
    }

    /// <summary>True for 1 to <see cref="MaxHostnameLength"/> letters, digits, hyphens, dots and underscores.</summary>
    public static bool IsHostname(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxHostnameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
    }

    // The serialiser holds members to their nullability, but not the elements of lists and maps.
    private static void FindNulls(RunConfig config, List<string> faults)
    {
        RequireElements(config.ExecOverride, nameof(config.ExecOverride), faults);
        RequireElements(config.CmdOverride, nameof(config.CmdOverride), faults);
        RequireElements(config.ExtraEnv?.Values, nameof(config.ExtraEnv), faults);
        RequireElements(config.ImageConfig?.Entrypoint, "ImageConfig.Entrypoint", faults);
        RequireElements(config.ImageConfig?.Cmd, "ImageConfig.Cmd", faults);
        RequireElements(config.ImageConfig?.Env, "ImageConfig.Env", faults);
        RequireElements(config.Rootfs?.Lower, "Rootfs.Lower", faults);
        RequireElements(config.Rootfs?.Spare, "Rootfs.Spare", faults);
        RequireElements(config.Mounts, nameof(config.Mounts), faults);
        RequireElements(config.IPConfigs, nameof(config.IPConfigs), faults);
        RequireElements(config.EtcResolv?.Nameservers, "EtcResolv.Nameservers", faults);
        RequireElements(config.EtcResolv?.Search, "EtcResolv.Search", faults);
        RequireElements(config.EtcResolv?.Options, "EtcResolv.Options", faults);
        RequireElements(config.EtcHosts, nameof(config.EtcHosts), faults);
        RequireElements(config.Rlimits, nameof(config.Rlimits), faults);
    }

    private static void RequireElements(IEnumerable<object?>? list, string name, List<string> faults) =>
        Require(list is null || list.All(element => element is not null), $"{name}: an element is null", faults);

    private static void FindNameFaults(RunConfig config, List<string> faults)
    {
        Require(IsHostname(config.Hostname), $"Hostname: '{config.Hostname}' must be 1 to {MaxHostnameLength} letters, digits, hyphens, dots", faults);
    }

    private static void FindDeviceFaults(RunConfig config, List<string> faults)
    {
        if (config.RootDevice is { } root)
            Require(IsDevice(root), $"RootDevice: '{root}' is no device path", faults);
        Require(config.RootDevice is null || config.Rootfs is null, "RootDevice and Rootfs exclude each other", faults);
        if (config.Rootfs is { } rootfs)
        {
            Require(rootfs.Lower.Count is > 0 and <= MaxLowerDevices, $"Rootfs.Lower: {rootfs.Lower.Count} devices, 1 to {MaxLowerDevices} are possible", faults);
            foreach (var device in rootfs.Lower)
                Require(IsDevice(device), $"Rootfs.Lower: '{device}' is no device path", faults);
            foreach (var device in rootfs.Spare ?? [])
                Require(IsDevice(device), $"Rootfs.Spare: '{device}' is no device path", faults);
            Require(rootfs.Upper is null || IsDevice(rootfs.Upper), $"Rootfs.Upper: '{rootfs.Upper}' is no device path", faults);
        }

        foreach (var mount in config.Mounts ?? [])
        {
            Require(IsDevice(mount.DevicePath), $"Mounts: '{mount.DevicePath}' is no device path", faults);
            Require(IsAbsolute(mount.MountPath) && mount.MountPath.Trim('/').Length > 0, $"Mounts: '{mount.MountPath}' is no directory to mount at", faults);
        }
    }

    private static void FindProcessFaults(RunConfig config, List<string> faults)
    {
        Require(config.ExecOverride is null or { Count: > 0 }, "ExecOverride: an argument vector needs at least one element", faults);
        Require(config.WorkingDirOverride is null || IsAbsolute(config.WorkingDirOverride), $"WorkingDirOverride: '{config.WorkingDirOverride}' is not absolute", faults);
        foreach (var arg in (config.ExecOverride ?? []).Concat(config.CmdOverride ?? []))
            Require(!arg.Contains('\0', StringComparison.Ordinal), "an argument holds a NUL character", faults);
        foreach (var (name, value) in config.ExtraEnv ?? new Dictionary<string, string>())
        {
            var valid = name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0 && !value.Contains('\0', StringComparison.Ordinal);
            Require(valid, $"ExtraEnv: '{name}' is no variable", faults);
        }

        foreach (var limit in config.Rlimits ?? [])
            Require(limit.Soft <= limit.Hard, $"Rlimits: {limit.Type} soft {limit.Soft} is above hard {limit.Hard}", faults);
    }

    /// <summary>Finds what is wrong with a network that is set up before the rest is known; empty when nothing is.</summary>
    public static IReadOnlyList<string> Find(PrepareRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<string> faults = [];
        RequireElements(request.IPConfigs, nameof(request.IPConfigs), faults);
        if (faults.Count == 0)
            FindNetworkFaults(request.IPConfigs, request.Mtu, faults);
        return faults;
    }

    private static void FindNetworkFaults(IReadOnlyList<IpConfig>? addresses, int? mtu, List<string> faults)
    {
        Require(mtu is null or (>= 576 and <= 65535), $"Mtu: {mtu} is outside 576 to 65535", faults);
        foreach (var ip in addresses ?? [])
            FindAddressFaults(ip, faults);
    }

    private static void FindAddressFaults(IpConfig config, List<string> faults)
    {
        if (!IPAddress.TryParse(config.IP, out var address))
        {
            faults.Add($"IPConfigs: '{config.IP}' is no address");
            return;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        Require(config.Mask >= 0 && config.Mask <= bits, $"IPConfigs: mask {config.Mask} of {config.IP} is outside 0 to {bits}", faults);
        if (config.Gateway is { } gateway)
        {
            var matches = IPAddress.TryParse(gateway, out var via) && via.AddressFamily == address.AddressFamily;
            Require(matches, $"IPConfigs: gateway '{gateway}' is no address of {config.IP}'s family", faults);
        }
    }

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) && IsPlain(path);

    private static bool IsAbsolute(string path) => path.StartsWith('/') && IsPlain(path);

    private static bool IsPlain(string path) => !path.Contains('\0', StringComparison.Ordinal);

    private static bool IsOneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0;

    private static void Require(bool holds, string fault, List<string> faults)
    {
        if (!holds)
            faults.Add(fault);
    }
}

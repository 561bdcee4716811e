using System.Text;
using Slipway.Contracts.Run;

namespace Slipway.Init.Rootfs;

/// <summary>The text of the files in /etc that say who and where the machine is.</summary>
internal static class EtcText
{
    private const string Loopback =
        """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::	ip6-localnet
        ff00::	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters

        """;

    /// <summary>hosts(5): loopback, what the config adds, and the machine's own name at its first address.</summary>
    public static string Hosts(RunConfig config)
    {
        var text = new StringBuilder(Loopback.ReplaceLineEndings("\n"));
        foreach (var host in config.EtcHosts ?? [])
        {
            if (!string.IsNullOrEmpty(host.Desc))
                text.Append("# ").Append(host.Desc).Append('\n');
            text.Append(host.IP).Append('\t').Append(host.Host).Append('\n');
        }

        // What Debian's installer writes for a machine without an address of its own.
        var own = config.IPConfigs is { Count: > 0 } addresses ? addresses[0].IP : "127.0.1.1";
        return text.Append(own).Append('\t').Append(config.Hostname).Append('\n').ToString();
    }

    /// <summary>resolv.conf(5).</summary>
    public static string Resolv(EtcResolv resolv)
    {
        var text = new StringBuilder();
        if (resolv.Search is { Count: > 0 } search)
            text.Append("search ").AppendJoin(' ', search).Append('\n');
        foreach (var server in resolv.Nameservers ?? [])
            text.Append("nameserver ").Append(server).Append('\n');
        if (resolv.Options is { Count: > 0 } options)
            text.Append("options ").AppendJoin(' ', options).Append('\n');
        return text.ToString();
    }
}

namespace Slipway.Vmm.Qemu;

/// <summary>Says in a user's words why QEMU did not take a machine's configuration, as far as its own words are known.</summary>
internal static class QemuRefusal
{
    /// <summary>net/slirp.c; then the rule in quotes: <c>'tcp:127.0.0.1:8080-:80'</c>.</summary>
    private const string PortMarker = "Could not set up host forwarding rule '";

    public static string Explain(string said)
    {
        var at = said.IndexOf(PortMarker, StringComparison.Ordinal);
        if (at < 0)
            return $"QEMU did not start the machine: {said}";
        var rule = said[(at + PortMarker.Length)..].Split("-:")[0];
        return $"the port {rule} of this host cannot be published: it is in use, or below 1024 and you are not root; publish another.";
    }
}

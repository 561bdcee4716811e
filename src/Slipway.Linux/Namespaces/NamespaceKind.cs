namespace Slipway.Linux.Namespaces;

/// <summary>A kind of namespace (namespaces(7)).</summary>
/// <param name="Flag">CLONE_NEW…, linux/sched.h.</param>
/// <param name="OwnPath">The calling thread's own.</param>
internal sealed record NamespaceKind(int Flag, string OwnPath)
{
    public static NamespaceKind Network { get; } = new(0x4000_0000, "/proc/thread-self/ns/net");

    /// <summary>A thread does not move itself into another: it is its later children that do.</summary>
    public static NamespaceKind Processes { get; } = new(0x2000_0000, "/proc/thread-self/ns/pid");
}

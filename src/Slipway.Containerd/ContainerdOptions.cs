using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Containerd;

/// <summary>Which containerd, and whose part of it.</summary>
/// <param name="SocketPath">Where its gRPC socket lies.</param>
/// <param name="Namespace">Everything made or looked up lies in this namespace; containerd makes it with the first thing that is put in it.</param>
public sealed partial record ContainerdOptions(string SocketPath = ContainerdOptions.DefaultSocketPath, string Namespace = ContainerdOptions.DefaultNamespace)
{
    /// <summary>Where packages and containerd's own default put the socket.</summary>
    public const string DefaultSocketPath = "/run/containerd/containerd.sock";

    /// <summary>A namespace of our own, so that other clients' clean-ups leave our things alone.</summary>
    public const string DefaultNamespace = "slipway";

    private const int MaxSocketPathBytes = 107; // sun_path, unix(7)
    private const int MaxNamespaceLength = 76; // containerd's own limit of identifiers

    /// <summary>Longest wait for an answer that takes containerd no work: looking something up, writing a record.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for work on files: unpacking one layer, flushing a blob, removing a snapshot, collecting garbage.</summary>
    public TimeSpan WorkTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What is wrong with these options, or null.</summary>
    internal string? Fault() => this switch
    {
        { SocketPath.Length: 0 } => "no path of containerd's socket is given.",
        _ when Encoding.UTF8.GetByteCount(SocketPath) > MaxSocketPathBytes =>
            $"the path {SocketPath} has {Encoding.UTF8.GetByteCount(SocketPath)} bytes; a socket's has at most {MaxSocketPathBytes}: give containerd a shorter one.",
        _ when Namespace.Length > MaxNamespaceLength || !Identifier().IsMatch(Namespace) =>
            $"a containerd namespace has 1 to {MaxNamespaceLength} letters and digits, with single dots, dashes and underscores between them; the one given has not.",
        _ => null,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\z")]
    private static partial Regex Identifier();
}

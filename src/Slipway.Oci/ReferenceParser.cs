using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Oci;

/// <summary>Reads the grammar above <see cref="Reference"/>.</summary>
internal static class ReferenceParser
{
    private static readonly SearchValues<char> s_word =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly SearchValues<char> s_tag =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>Null and the reference, or the rule that <paramref name="text"/> breaks.</summary>
    public static string? Parse(string? text, out Reference reference)
    {
        reference = default;
        if (string.IsNullOrEmpty(text))
            return "it is empty";

        if (text.Length == 64 && Digest.IsHex(text))
            return "64 hex digits are an id, not a name; write NAME@sha256:…";

        var (head, digestText) = SplitDigest(text);
        Digest? digest = null;
        if (digestText is not null)
        {
            if (!Digest.TryParse(digestText, out var parsed))
                return "after @ a sha256 or sha512 digest in lower-case hex is expected";
            digest = parsed;
        }

        var (registry, rest) = SplitRegistry(head);
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var repository = colon < 0 ? rest : rest[..colon];
        var tag = colon < 0 ? null : rest[(colon + 1)..];
        if (registry == Reference.DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal))
            repository = "library/" + repository;

        if ((FaultOfRegistry(registry) ?? FaultOfRepository(repository) ?? FaultOfTag(tag)) is { } fault)
            return fault;

        if (registry.Length + 1 + repository.Length > OciLimits.MaxNameLength)
            return $"registry and repository together have {registry.Length + 1 + repository.Length} characters; {OciLimits.MaxNameLength} are allowed";

        reference = new Reference(registry, repository, tag ?? (digest is null ? Reference.DefaultTag : null), digest);
        return null;
    }

    private static (string Head, string? Digest) SplitDigest(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static (string Registry, string Path) SplitRegistry(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return (Reference.DefaultRegistry, text);

        var first = text[..slash];
        var isRegistry = first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.AsSpan().ContainsAnyInRange('A', 'Z');
        if (!isRegistry)
            return (Reference.DefaultRegistry, text);

        return (first == "index.docker.io" ? Reference.DefaultRegistry : first, text[(slash + 1)..]);
    }

    private static string? FaultOfRegistry(string registry)
    {
        var host = registry.AsSpan();
        var colon = registry.LastIndexOf(':');
        if (colon >= 0 && colon > registry.LastIndexOf(']'))
        {
            var port = host[(colon + 1)..];
            if (port.Length is 0 or > 5 || port.ContainsAnyExceptInRange('0', '9') || int.Parse(port, null) is 0 or > 65535)
                return "the registry's port is not a number from 1 to 65535";
            host = host[..colon];
        }

        if (host.StartsWith('['))
        {
            var valid = host.EndsWith(']') && !host.Contains('%') && IPAddress.TryParse(host[1..^1], out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
            return valid ? null : "the registry is not an IPv6 address in brackets";
        }

        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.Contains('_') || label.ContainsAnyExcept(s_tag))
                return "the registry is not a host name";
        }

        return null;
    }

    private static string? FaultOfRepository(string repository)
    {
        if (repository.AsSpan().ContainsAnyInRange('A', 'Z'))
            return "the repository must be lower case";

        foreach (var range in repository.AsSpan().Split('/'))
        {
            if (!IsComponent(repository.AsSpan()[range]))
                return "each part of the repository is lower-case letters and digits, joined by one dot, one or two underscores, or dashes";
        }

        return null;
    }

    private static bool IsComponent(ReadOnlySpan<char> component)
    {
        var separator = 0; // start of the run of separators before i
        for (var i = 0; i < component.Length; i++)
        {
            if (component[i] is '.' or '_' or '-')
                continue;
            if (!char.IsAsciiLetterLower(component[i]) && !char.IsAsciiDigit(component[i]))
                return false;
            if (i > separator && !IsSeparator(component[separator..i], atStart: separator == 0))
                return false;
            separator = i + 1;
        }

        return component.Length > 0 && separator == component.Length;
    }

    private static bool IsSeparator(ReadOnlySpan<char> run, bool atStart) =>
        !atStart && (run is "." or "_" or "__" || !run.ContainsAnyExcept('-'));

    private static string? FaultOfTag(string? tag)
    {
        if (tag is null)
            return null;

        var valid = tag.Length is > 0 and <= OciLimits.MaxTagLength && s_word.Contains(tag[0]) && !tag.AsSpan().ContainsAnyExcept(s_tag);
        return valid ? null : "a tag is 1 to 128 letters, digits, dots, dashes and underscores, and starts with none of . and -";
    }
}

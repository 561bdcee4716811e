using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slipway.Registry.Tokens;

/// <summary>Checks tokens, each signature once: what was found good is remembered by the token's SHA-256 until it ends. Thread safe.</summary>
internal sealed class TokenVerifier(TokenKeys keys, string service, TimeProvider time)
{
    /// <summary>About 10 MB. Past it everything is forgotten, which costs each token in use one more check of 0.1 ms.</summary>
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<UInt128, VerifiedToken> _remembered = new();

    /// <summary>True when a token says that it is by one of our keys; then it is none of the platform's.</summary>
    public bool IsOurs(string token) => TokenReader.IsOurs(token, keys);

    /// <summary>A token that was found good before and is current; null when it has to be verified.</summary>
    public VerifiedToken? Recall(string token)
    {
        var hash = Hash(token);
        if (!_remembered.TryGetValue(hash, out var known))
            return null;
        if (known.IsCurrent(time.GetUtcNow()))
            return known;
        _remembered.TryRemove(hash, out _);
        return null;
    }

    /// <summary>Checks a token's signature and service; null when it is no good. It may have ended, or not begun.</summary>
    public VerifiedToken? Verify(string token)
    {
        if (TokenReader.Read(token, keys, service) is not { } claims)
            return null;
        var verified = new VerifiedToken(claims);
        if (!verified.IsCurrent(time.GetUtcNow()))
            return verified;
        if (_remembered.Count >= MaxRemembered)
            _remembered.Clear();
        _remembered[Hash(token)] = verified;
        return verified;
    }

    // Half of a SHA-256 is as hard to meet as a P-256 signature is to forge.
    private static UInt128 Hash(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Slipway.Registry.Access;
using Slipway.Registry.Names;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Gateway;

/// <summary>
/// Sessions of an upstream whose secret we do not have, or which signs nothing: clients get the whole of the upstream's URL sealed in a handle.
/// <code>
/// handle = base64url( nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes) )      AES-256-GCM, associated data: SessionBinding
/// plain  = upstream's id "?" upstream's query, UTF-8
/// </code>
/// </summary>
internal sealed class SealedSessions : IUploadSessions, IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int MaxHandleLength = 6 * 1024;

    private readonly AesGcm _cipher;
    private readonly Lock _gate = new();

    /// <param name="key">32 bytes.</param>
    public SealedSessions(byte[] key) => _cipher = new AesGcm(key, TagLength);

    public ClientSession? ToClient(StoredName repository, Caller caller, UpstreamSession session)
    {
        var plain = Encoding.UTF8.GetBytes($"{session.Id}?{session.Query}");
        var handle = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(handle.AsSpan(0, NonceLength));
        lock (_gate)
        {
            _cipher.Encrypt(
                handle.AsSpan(0, NonceLength), plain, handle.AsSpan(NonceLength, plain.Length), handle.AsSpan(NonceLength + plain.Length), SessionBinding.Of(repository, caller));
        }

        var text = Base64Url.EncodeToString(handle);
        return text.Length <= MaxHandleLength ? new ClientSession(text, State: null) : null;
    }

    public UpstreamSession? ToUpstream(StoredName repository, Caller caller, string handle, string? state)
    {
        if (handle.Length > MaxHandleLength || StrictBase64Url.Decode(handle) is not { Length: > NonceLength + TagLength } bytes)
            return null;
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            lock (_gate)
            {
                _cipher.Decrypt(
                    bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(NonceLength + plain.Length), plain, SessionBinding.Of(repository, caller));
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(plain);
        var question = text.IndexOf('?', StringComparison.Ordinal);
        return new UpstreamSession(text[..question], text[(question + 1)..]);
    }

    public void Dispose() => _cipher.Dispose();
}

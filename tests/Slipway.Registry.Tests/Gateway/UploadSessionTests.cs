using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Microsoft.AspNetCore.WebUtilities;
using Slipway.Registry.Access;
using Slipway.Registry.Gateway;
using Slipway.Registry.Names;
using Slipway.Registry.Tests.Authorizer;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>Both ways of giving sessions to clients: there and back, and never to another one.</summary>
public sealed class UploadSessionTests : IDisposable
{
    private static readonly byte[] _secret = "shared"u8.ToArray();
    private static readonly StoredName _app = Stored(FakeAuthority.AcmeKey, "team/app");

    private readonly SignedSessions _signed = new(_secret);
    private readonly SealedSessions _sealed = new(RandomNumberGenerator.GetBytes(32));

    public void Dispose() => _sealed.Dispose();

    [Fact]
    public void Signed_ThereAndBack_IsTheSameState()
    {
        var session = UpstreamState(_app, "0-1", 12345);

        var client = _signed.ToClient(_app, Of("alice"), session)!.Value;

        Assert.DoesNotContain(FakeAuthority.AcmeKey, Encoding.Latin1.GetString(WebEncoders.Base64UrlDecode(client.State!.TrimEnd('='))), StringComparison.Ordinal);
        Assert.Equal(session, _signed.ToUpstream(_app, Of("alice"), client.Handle, client.State));
    }

    [Fact]
    public void Sealed_ThereAndBack_IsTheSameSession() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 30], Gen.String[Gen.Char[' ', '~'], 0, 400]).Sample((id, query) =>
        {
            var session = new UpstreamSession(id, query);
            var client = _sealed.ToClient(_app, Of("alice"), session)!.Value;
            return client.State is null && !client.Handle.Contains('?', StringComparison.Ordinal) && _sealed.ToUpstream(_app, Of("alice"), client.Handle, null) == session;
        }, iter: 500);

    [Fact]
    public void OtherRepositoryOrganizationOrSubject_IsRefused()
    {
        var session = UpstreamState(_app, "0-1", 0);
        foreach (var sessions in new IUploadSessions[] { _signed, _sealed })
        {
            var client = sessions.ToClient(_app, Of("alice"), session)!.Value;
            foreach (var (repository, subject) in new[] { (_app, "bob"), (Stored(FakeAuthority.AcmeKey, "team/apq"), "alice"), (Stored(FakeAuthority.GlobexKey, "team/app"), "alice") })
                Assert.Null(sessions.ToUpstream(repository, Of(subject), client.Handle, client.State));
            Assert.Null(sessions.ToUpstream(_app, Of("alice"), client.Handle + "x", client.State));
            if (client.State is not null)
                Assert.Null(sessions.ToUpstream(_app, Of("alice"), client.Handle, null));
        }
    }

    [Fact]
    public void Fields_MovedAcrossTheirBorder_AreOtherFields()
    {
        // "team/app" of "xalice", and "team/appx" of "alice", have the same characters in the same order (CVE-2026-58426).
        var longer = Stored(FakeAuthority.AcmeKey, "team/appx");

        Assert.NotEqual(SessionBinding.Of(_app, Of("xalice")), SessionBinding.Of(longer, Of("alice")));
        Assert.NotEqual(SessionBinding.Of(_app, Of("xalice")).AsSpan(4).ToArray(), SessionBinding.Of(longer, Of("alice")).AsSpan(4).ToArray());
    }

    [Fact]
    public void UpstreamsState_OfAnotherRepositoryOrSecret_IsNotGivenOut()
    {
        Assert.Null(_signed.ToClient(_app, Of("alice"), UpstreamState(Stored(FakeAuthority.GlobexKey, "team/app"), "0-1", 0)));
        Assert.Null(_signed.ToClient(_app, Of("alice"), UpstreamState(_app, "0-1", 0) with { Id = "0-2" }));
        Assert.Null(new SignedSessions("other"u8.ToArray()).ToClient(_app, Of("alice"), UpstreamState(_app, "0-1", 0)));
        Assert.Null(_signed.ToClient(_app, Of("alice"), new UpstreamSession("0-1", "")));
    }

    [Theory]
    [InlineData("""{"Name":"a","UUID":"u","Offset":-1,"StartedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"Name":"a","UUID":"../u","Offset":0,"StartedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"Name":"a","UUID":"u","Offset":1.5,"StartedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"Name":"a","UUID":"u","Offset":0,"StartedAt":"soon"}""")]
    [InlineData("""{"Name":"a","Name":"b","UUID":"u","Offset":0,"StartedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"Name":"a","UUID":"u","Offset":0,"StartedAt":"2026-01-01T00:00:00Z","More":1}""")]
    [InlineData("""{"Name":"a","UUID":"u","Offset":0}""")]
    [InlineData("[1,2,3,4]")]
    [InlineData("")]
    public void OddState_IsNone(string json) => Assert.Null(UploadState.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void AnyMutation_IsRefused()
    {
        var random = new Random(20260103);
        foreach (var sessions in new IUploadSessions[] { _signed, _sealed })
        {
            var client = sessions.ToClient(_app, Of("alice"), UpstreamState(_app, "0-1", 0))!.Value;
            var good = client.State ?? client.Handle;
            for (var i = 0; i < 3000; i++)
            {
                var text = Mutate(good, random);
                var opened = client.State is null ? sessions.ToUpstream(_app, Of("alice"), text, null) : sessions.ToUpstream(_app, Of("alice"), client.Handle, text);

                // Padding is no part of the value.
                Assert.True(opened is null || text.TrimEnd('=') == good.TrimEnd('='), text);
            }
        }
    }

    [Theory]
    [InlineData("</v2/key/app/tags/list?n=2&last=b>; rel=\"next\"", "n=2,last=b")]
    [InlineData("<http://internal.example/v2/_catalog?last=key%2Fb&n=1>; title=x; rel=next", "last=key/b,n=1")]
    [InlineData("</v2/x/tags/list>; rel=\"next\"", "")]
    [InlineData("</v2/x/tags/list?n=1>; rel=\"prev\"", null)]
    [InlineData("/v2/x?n=1", null)]
    [InlineData("<", null)]
    [InlineData(null, null)]
    public void Link_OfTheNextPage_IsReadByItsQuery(string? header, string? query) =>
        Assert.Equal(query, LinkHeader.ReadNext(header) is { } read ? string.Join(',', read.Select(pair => $"{pair.Key}={pair.Value}")) : null);

    [Fact]
    public void AnyLink_NeverThrows()
    {
        var random = new Random(20260104);
        for (var i = 0; i < 10_000; i++)
            LinkHeader.ReadNext(Mutate("</v2/key/app/tags/list?n=2&last=b>; rel=\"next\"", random));
    }

    private static string Mutate(string text, Random random)
    {
        var at = random.Next(text.Length);
        var c = (char)random.Next(0x20, 0x7f);
        return random.Next(4) switch
        {
            0 => text[..at] + c + text[(at + 1)..],
            1 => text[..at] + c + text[at..],
            2 => text[..at] + text[(at + 1)..],
            _ => text[..at],
        };
    }

    private static UpstreamSession UpstreamState(StoredName repository, string id, long offset)
    {
        var json = new UploadState(repository.Value, id, offset, "2026-01-01T00:00:00.123456789Z").Write();
        var state = Convert.ToBase64String([.. HMACSHA256.HashData(_secret, json), .. json]).Replace('+', '-').Replace('/', '_');
        return new UpstreamSession(id, $"_state={Uri.EscapeDataString(state)}");
    }

    private static StoredName Stored(string key, string name) => RepositoryName.TryParse(name, out var repository) ? StoredName.Of(key, repository) : throw new ArgumentException(name);

    private static Caller Of(string subject) =>
        new("t", subject, "acme", FakeAuthority.AcmeKey, OrganizationLimits.None, [], MayListRepositories: false, ExpiresAt: null);
}

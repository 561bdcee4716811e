using System.Net;
using Slipway.Registry.Names;
using Slipway.Registry.Tests.Distribution;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Tests.Uploads;

/// <summary>CVE-2026-32589 (sessions of others) and CVE-2026-58426 (fields that run into each other).</summary>
public sealed class UploadHandleTests
{
    private static readonly byte[] s_key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void Read_OwnHandle_GivesTheId()
    {
        var id = UploadHandles.NewId();
        var handles = new UploadHandles(s_key);

        Assert.Equal(id, handles.Read(handles.Create(Name("app"), "alice", id), Name("app"), "alice"));
    }

    [Fact]
    public void Read_AnotherFieldOrKey_GivesNothing()
    {
        var handles = new UploadHandles(s_key);
        var handle = handles.Create(Name("app"), "alice", UploadHandles.NewId());

        Assert.Null(handles.Read(handle, Name("app2"), "alice"));
        Assert.Null(handles.Read(handle, Name("app", TestAuthority.KeyOfB), "alice"));
        Assert.Null(handles.Read(handle, Name("app"), "anna"));
        Assert.Null(handles.Read(handle, Name("app"), ""));
        Assert.Null(new UploadHandles(new byte[32]).Read(handle, Name("app"), "alice"));
    }

    [Fact]
    public void Read_AnyChange_GivesNothing()
    {
        var handles = new UploadHandles(s_key);
        var handle = handles.Create(Name("app"), "alice", UploadHandles.NewId());
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var forged = handle.ToCharArray();
            var at = random.Next(forged.Length);
            forged[at] = random.GetItems<char>("0123456789abcdefABCXYZ-_=./é", 1)[0];
            if (forged[at] != handle[at])
                Assert.Null(handles.Read(new string(forged), Name("app"), "alice"));
        }

        for (var length = 0; length < handle.Length; length++)
            Assert.Null(handles.Read(handle[..length], Name("app"), "alice"));
        Assert.Null(handles.Read(handle + "A", Name("app"), "alice"));
    }

    [Fact]
    public async Task Upload_UsedByOthersOrElsewhere_IsAsUnknownAsAnEndedOne()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var anna = registry.Client("anna");
        using var bob = registry.Client("bob");
        var upload = await alice.BeginAsync("team/app");
        var ended = await alice.BeginAsync("team/app");
        await alice.DeleteAsync(ended);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete })
        {
            var body = method == HttpMethod.Get || method == HttpMethod.Delete ? null : "bytes"u8.ToArray();
            var expected = await (await alice.SendAsync(method, ended, body)).WholeAsync();
            Assert.StartsWith("404", expected, StringComparison.Ordinal);
            Assert.Equal(expected, await (await anna.SendAsync(method, upload, body)).WholeAsync());
            Assert.Equal(expected, await (await bob.SendAsync(method, upload, body)).WholeAsync());
            Assert.Equal(expected, await (await alice.SendAsync(method, upload.Replace("team/app", "team/other", StringComparison.Ordinal), body)).WholeAsync());
            Assert.Equal(expected, await (await alice.SendAsync(method, upload[..^1] + (upload[^1] == 'A' ? 'B' : 'A'), body)).WholeAsync());
        }

        Assert.Equal("0-0", (await alice.GetAsync(upload)).Header("Range"));
        Assert.Equal(HttpStatusCode.NoContent, (await alice.DeleteAsync(upload)).StatusCode);
    }

    private static StoredName Name(string name, string organization = TestAuthority.KeyOfA) =>
        RepositoryName.TryParse(name, out var parsed) ? StoredName.Of(organization, parsed) : throw new ArgumentException(name, nameof(name));
}

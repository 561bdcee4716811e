using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>What every client can do with our registry, however it is asked for credentials.</summary>
public abstract partial class ClientContract<TClient>(RegistryFixture registries, ClientFixture<TClient> clients) : IClassFixture<ClientFixture<TClient>>
    where TClient : ImageClient, new()
{
    private static readonly string s_client = typeof(TClient).Name.ToLowerInvariant();

    [Theory]
    [InlineData("bearer", SeedKind.Oci)]
    [InlineData("bearer", SeedKind.Docker)]
    [InlineData("bearer", SeedKind.Zstd)]
    [InlineData("bearer", SeedKind.Index)]
    [InlineData("basic", SeedKind.Oci)]
    [InlineData("basic", SeedKind.Docker)]
    public async Task Pull_ImageOfAnyKind_HasTheDigestThatWasPushed(string scheme, SeedKind kind)
    {
        var (registry, client) = await LoginAsync(scheme);
        var refusal = await client.RefusalAsync(kind);
        Assert.SkipWhen(refusal is not null, refusal ?? "");
        (await client.PullAsync(registry.NameOf(kind))).Expect();
        var seed = registry[kind];
        Assert.Matches($"{seed.Digest}|{seed.PlatformDigest}", await client.DescribeAsync(registry.NameOf(kind)));
    }

    [Theory]
    [InlineData("bearer", SeedKind.Oci)]
    [InlineData("bearer", SeedKind.Docker)]
    [InlineData("basic", SeedKind.Oci)]
    public async Task Push_UnderAnotherName_MountsItsLayer(string scheme, SeedKind kind)
    {
        var (registry, client) = await LoginAsync(scheme);
        (await client.PullAsync(registry.NameOf(kind))).Expect();
        var repository = $"{s_client}/again-{kind.ToString().ToLowerInvariant()}";
        await client.TagAsync(registry.NameOf(kind), $"{registry.Authority}/{repository}:1");

        var said = await client.PushAsync($"{registry.Authority}/{repository}:1");

        Assert.Contains(await registry.DigestOfAsync(registry.First, repository), said, StringComparison.Ordinal);
        await registry.WaitForLogAsync(new Regex($" PUT /v2/{repository}/manifests/1 201 "));
        Assert.Contains(201, registry.StatusesOf("POST", $"/v2/{repository}/blobs/uploads/"));
        var uploads = registry.StatusesOf("PUT", $"/v2/{repository}/blobs/uploads/");
        Assert.True(uploads.Count <= 1, $"{uploads.Count} blobs were uploaded; no more than the configuration needed to be");
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("basic")]
    public async Task Login_WrongToken_SaysSo(string scheme)
    {
        var (registry, client) = await LoginAsync(scheme);
        var wrong = registry.First.Secret[..^8] + "AAAAAAAA";
        var result = await client.LoginAsync(registry.Authority, wrong);
        if (result.ExitCode == 0) // a client that does not try logins
            result = await client.PullAsync(registry.NameOf(SeedKind.Oci));
        Assert.Matches("(?i)unauthorized|invalid username/password|refused the token", result.ExpectFailure());
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("basic")]
    public async Task Pull_ImageOfAnotherTenant_IsToldWhatItIsToldOfNone(string scheme)
    {
        var (registry, client) = await LoginAsync(scheme);
        (await client.LoginAsync(registry.Authority, registry.Second.Secret)).Expect();
        var others = (await client.PullAsync(registry.NameOf(SeedKind.Zstd))).ExpectFailure();
        var none = (await client.PullAsync($"{registry.Authority}/seed/none:1")).ExpectFailure();
        Assert.Matches("manifest unknown|not found|has no manifest", others);
        Assert.Equal(Moment().Replace(none, ""), Moment().Replace(others, "").Replace(registry[SeedKind.Zstd].Repository, "seed/none", StringComparison.Ordinal));
    }

    private protected async Task<(TestRegistry Registry, TClient Client)> LoginAsync(string scheme)
    {
        var client = await clients.GetAsync();
        var registry = await registries.GetAsync(scheme);
        (await client.LoginAsync(registry.Authority, registry.First.Secret)).Expect();
        return (registry, client);
    }

    [GeneratedRegex(@"time=""[^""]*""|elapsed: \S+ s")]
    private static partial Regex Moment();
}

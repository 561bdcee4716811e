using Microsoft.AspNetCore.Http;
using Slipway.Registry.Distribution;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>Manifests on their way in and out, in the memory that their organization may use.</summary>
public sealed class ManifestMemoryTests
{
    private const int Large = 100_000;

    private readonly ManifestMemory _memory = new(150_000);

    [Fact]
    public async Task Read_BesideOthersOfTheOrganization_KeepsTheirCommonLimit()
    {
        using (var first = Body("a"))
        {
            Assert.Equal(Large, (await first.ReadAsync(Request(Large))).Length);
            using (var second = Body("a"))
                await AssertRefusedAsync(RegistryErrorCode.TooManyRequests, second, 50_001);
            using var third = Body("a");
            Assert.Equal(50_000, (await third.ReadAsync(Request(50_000))).Length);
            using var other = Body("b");
            Assert.Equal(Large, (await other.ReadAsync(Request(Large))).Length);
        }

        AssertEmpty("a");
        AssertEmpty("b");
    }

    [Fact]
    public async Task Read_MoreThanAManifestMayHave_IsRefusedAndCountsNoMore()
    {
        using (var body = Body("a"))
            await AssertRefusedAsync(RegistryErrorCode.SizeInvalid, body, Large + 1);

        AssertEmpty("a");
    }

    [Fact]
    public void Reserve_LargeAnswers_CountUntilTheyAreSent()
    {
        using (_memory.Reserve("a", Large))
            Assert.Equal(RegistryErrorCode.TooManyRequests, Assert.Throws<RegistryException>(() => _memory.Reserve("a", Large)).Error.Code);
        using (_memory.Reserve("a", Large))
            Assert.Null(_memory.Reserve("a", 64 * 1024));

        AssertEmpty("a");
    }

    private ManifestBody Body(string organization) => new(_memory, organization, Large);

    private void AssertEmpty(string organization)
    {
        _memory.Take(organization, 150_000);
        _memory.Return(organization, 150_000);
    }

    private static async Task AssertRefusedAsync(RegistryErrorCode code, ManifestBody body, int length) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RegistryException>(() => body.ReadAsync(Request(length)))).Error.Code);

    private static DefaultHttpContext Request(int length) => new() { Request = { Body = new MemoryStream(new byte[length]) } };
}

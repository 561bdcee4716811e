using System.Text.Json;

namespace Slipway.Vmm.Tests.Firecracker;

/// <summary>All requests of the driver against Firecracker's own description of its API.</summary>
public sealed class ApiDescriptionTests
{
    [Fact]
    public void Requests_All_AreAsTheDescriptionSays()
    {
        var description = ApiDescription.Load();

        Assert.Empty(FirecrackerRequests.Calls.SelectMany(call => description.FaultsOf(call.Method.Method, call.Path, JsonDocument.Parse(call.Body).RootElement)));
        Assert.Empty(FirecrackerRequests.Questions.SelectMany(path => description.FaultsOf("GET", path, null)));
    }

    [Theory]
    [InlineData("PUT", "/nowhere", "{}", "there is no PUT /nowhere")]
    [InlineData("GET", "/boot-source", null, "there is no GET /boot-source")]
    [InlineData("PUT", "/vsock", null, "PUT /vsock needs a body")]
    [InlineData("PUT", "/vsock", """{"guest_cid": 3}""", "PUT /vsock: uds_path is missing")]
    [InlineData("PUT", "/vsock", """{"guest_cid": 2, "uds_path": "v"}""", "PUT /vsock.guest_cid: 2 is out of range")]
    [InlineData("PUT", "/vsock", """{"guest_cid": "3", "uds_path": "v"}""", "PUT /vsock.guest_cid: String where integer is wanted")]
    [InlineData("PUT", "/vsock", """{"guest_cid": 3, "uds_path": "v", "more": 1}""", "PUT /vsock: more is not in the description")]
    [InlineData("PATCH", "/vm", """{"state": "Stopped"}""", "PATCH /vm.state: 'Stopped' is none of Paused, Resumed")]
    [InlineData("PUT", "/drives/a", """{"drive_id": "a", "is_root_device": false, "rate_limiter": {"ops": {"size": 1}}}""", "PUT /drives/a.rate_limiter.ops: refill_time is missing")]
    public void Requests_Faulty_AreRefusedByTheJudge(string method, string path, string? body, string fault) =>
        Assert.Equal([fault], ApiDescription.Load().FaultsOf(method, path, body is null ? null : JsonDocument.Parse(body).RootElement));
}

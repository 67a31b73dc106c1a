//! Roles, invitations, and that someone is always left who can let people in.

use jejak_protocol::server::{AuditEvent, Outcome};
use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, Server, token_of};

async fn id(admin: &Browser, name: &str) -> Value {
    let team = admin.get("/team").await.ok();
    let members = team.as_array().expect("members").iter();
    let mut fits = members.filter(|member| member["name"] == name);
    fits.next().expect("a member")["id"].clone()
}

#[tokio::test]
async fn only_admins_see_and_change_the_team_and_the_log() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let siti_id = id(&siti, "siti").await;
    for role in ["viewer", "analyst"] {
        let (guest, _) = server.member(&siti, role, role).await;
        for path in [
            "/team",
            "/audit",
            "/audit/verify",
            "/audit/export",
            "/audit/stream",
        ] {
            guest.get(path).await.refused(403, "not_allowed");
        }
        for (path, body) in [
            ("/team/invite", json!({ "role": "admin" })),
            ("/team/reset", json!({ "id": siti_id })),
            (
                "/team/change",
                json!({ "change": "role", "id": siti_id, "role": "viewer" }),
            ),
        ] {
            guest.post(path, &body).await.refused(403, "not_allowed");
        }
    }
    assert_eq!(
        server.n_logged(AuditEvent::NotAllowed, Outcome::Refused),
        16
    );
    server
        .browser()
        .get("/team")
        .await
        .refused(401, "no_session");
}

#[tokio::test]
async fn an_invitation_gives_the_role_that_was_chosen_once() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let link = siti
        .post("/team/invite", &json!({ "role": "analyst" }))
        .await
        .ok();
    let token = token_of(link["url"].as_str().expect("a link"));
    let guest = server.browser();
    let opened = guest
        .post("/links/open", &json!({ "token": token }))
        .await
        .ok();
    assert_eq!(
        opened,
        json!({ "purpose": "invitation", "role": "analyst", "name": null })
    );
    let taken = json!({ "token": token, "name": "SITI", "password": PASSWORD });
    guest
        .post("/links/use", &taken)
        .await
        .refused(409, "name_taken");
    let unfit = json!({ "token": token, "name": "a b", "password": PASSWORD });
    guest
        .post("/links/use", &unfit)
        .await
        .refused(422, "name_unfit");
    server.make_account(&guest, &token, "budi").await;
    let again = json!({ "token": token, "name": "eve", "password": PASSWORD });
    guest.post("/links/use", &again).await.refused(404, "link");
    let team = siti.get("/team").await.ok();
    assert_eq!(team[0]["role"], "analyst");
}

#[tokio::test]
async fn someone_is_always_left_who_can_let_people_in() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (budi, _) = server.member(&siti, "budi", "admin").await;
    let (siti_id, budi_id) = (id(&siti, "siti").await, id(&siti, "budi").await);
    let demote = |id: &Value| json!({ "change": "role", "id": id, "role": "viewer" });
    let disable = |id: &Value| json!({ "change": "disable", "id": id });
    siti.post("/team/change", &disable(&budi_id))
        .await
        .no_content();
    siti.post("/team/change", &demote(&siti_id))
        .await
        .refused(409, "last_admin");
    siti.post("/team/change", &disable(&siti_id))
        .await
        .refused(409, "last_admin");
    let told = server.command(&["user", "disable", "siti"]).expect_error();
    assert!(told.contains("last admin"), "{told}");
    siti.post(
        "/team/change",
        &json!({ "change": "enable", "id": budi_id }),
    )
    .await
    .no_content();
    siti.post("/team/change", &demote(&siti_id))
        .await
        .no_content();
    siti.get("/team").await.refused(403, "not_allowed");
    drop(budi);
    assert_eq!(
        server.n_logged(AuditEvent::LastAdminKept, Outcome::Refused),
        3
    );
    siti.post("/team/change", &json!({ "change": "enable", "id": 99 }))
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (budi, _) = server.member(&siti, "budi", "admin").await;
    let demote = |id: Value| json!({ "change": "role", "id": id, "role": "viewer" });
    let (siti_id, budi_id) = (id(&siti, "siti").await, id(&siti, "budi").await);
    let (of_budi, of_siti) = (demote(budi_id), demote(siti_id));
    tokio::join!(
        siti.post("/team/change", &of_budi),
        budi.post("/team/change", &of_siti)
    );
    let n_admins = server.value::<i64>("SELECT count(*) FROM account WHERE role = 'admin'");
    assert_eq!(n_admins, 1);
}
